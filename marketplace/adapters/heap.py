"""The C library's heap, told to give back to the system what is free."""

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # glibc's numbers for its settings
LARGE = 128 * 1024  # bytes


def give_back_what_is_free() -> None:
    """For this process and those it forks. Other C libraries than glibc have no such settings.

    Left to itself glibc puts pieces of up to 32 MiB into its heaps once one of that size was freed, and makes heaps for
    the threads: after one large file they stay as large as it was, with holes.
    """
    change = getattr(ctypes.CDLL(None), "mallopt", None)
    if change is not None:
        for setting, value in ((TRIM_THRESHOLD, LARGE), (MMAP_THRESHOLD, LARGE), (ARENA_MAX, 2)):
            change(setting, value)
