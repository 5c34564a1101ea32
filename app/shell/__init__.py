"""The frame around the screens: start, windows, keys, the own voice, the files of the device."""
