"""What decodes the photos of iPhones; a module of its own, so that only who needs it loads it."""

import pi_heif


def learn() -> None:
    """Pillow opens them from now on, in this process."""
    pi_heif.register_heif_opener()
