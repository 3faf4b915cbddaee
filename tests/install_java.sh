#!/bin/sh
# Java and what runs in it for some tests: jars by name and checksum, in lib/ beside each pom.xml.
set -eu
cd "$(dirname "$0")"
if ! command -v mvn >/dev/null 2>&1 || ! command -v java >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Java for some tests (once) ..."
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                default-jdk-headless maven >/dev/null ||
            { echo "apt-get could not install it: tests with Java will be skipped." >&2; exit 0; }
    else
        echo "No Java with Maven here: tests with it will be skipped. Install default-jdk-headless and maven." >&2
        exit 0
    fi
fi
for folder in jena openapi; do
    mkdir -p "$folder/lib"
    (cd "$folder/lib" && sha256sum --status --check ../jars.sha256) 2>/dev/null && continue
    echo "Fetching the jars of tests/$folder (once) ..."
    (cd "$folder" && mvn -q dependency:copy-dependencies -DoutputDirectory=lib &&
        cd lib && sha256sum --quiet --check ../jars.sha256) ||
        { rm -rf "$folder/lib"; echo "They could not be fetched: tests with them will be skipped." >&2; }
done
