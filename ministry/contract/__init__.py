"""What the contract says of bodies, answers and problems. Written by `make contract`, but for `checked`."""
