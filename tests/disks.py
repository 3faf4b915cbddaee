"""Mounts of tests, in a mount namespace of their own: what kills a test takes its mounts along."""

import ctypes
import os
import subprocess

__all__ = ["enter_mount_namespace"]

#: unshare(2)
CLONE_NEWNS = 0x20000


def enter_mount_namespace() -> None:
    """Move this thread, and what it starts, to a private copy of all mounts (mount_namespaces(7)).

    Raises `OSError` where that is not allowed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
