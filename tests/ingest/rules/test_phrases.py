"""Names of institutions in sentences of several languages."""

import pytest

from graph.ingest.rules import find_phrases

SENTENCES = {
    "The department cooperates with Moscow Institute of Energy and the University of Pisa.":
        ["Moscow Institute of Energy", "University of Pisa"],
    "We signed with University College London and Chung-Ang University (Korea) in May.":
        ["University College London", "Chung-Ang University"],
    "Agreements exist with K. A. Timiryazev Academy.": ["K. A. Timiryazev Academy"],
    "We also work with the University of Pisa and CERN.": ["University of Pisa", "CERN"],
    "Кафедра сотрудничает с Московским энергетическим институтом и НИИ «Физика».":
        ["Московским энергетическим институтом", "НИИ «Физика»"],
    "Институтом ядерной физики Академии наук проводит исследования.":
        ["Институтом ядерной физики Академии наук"],
    "Договор заключён с ООО «Ромашка» на пять лет.": ["ООО «Ромашка»"],
    "Kafedra Toshkent davlat transport universiteti bilan hamkorlik qiladi.":
        ["Toshkent davlat transport universiteti"],
    "Кафедра Навоий кон-металлургия комбинати билан ҳамкорлик қилади.":
        ["Навоий кон-металлургия комбинати"],
    "Wir arbeiten mit der Technischen Universität München und der Hochschule für Technik.":
        ["Technischen Universität München", "Hochschule für Technik"],
    "Nous collaborons avec l'Université de Lorraine.": ["Université de Lorraine"],
    "Convenio con la Universidad de Buenos Aires y el Instituto Politécnico Nacional.":
        ["Universidad de Buenos Aires", "Instituto Politécnico Nacional"],
    "Bölümümüz Orta Doğu Teknik Üniversitesi ile iş birliği yapmaktadır.":
        ["Orta Doğu Teknik Üniversitesi"],
    "我们与清华大学和北京师范大学合作。": ["清华大学", "北京师范大学"],
    "The university has 2000 students. Students of the university go abroad.": [],
    "Кафедра университета готовит инженеров.": [],
    "It was a long day, and Anna went home.": [],
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_names_are_found_as_far_as_they_go(sentence: str) -> None:
    assert [sentence[start:end] for start, end in find_phrases(sentence)] == SENTENCES[sentence]
