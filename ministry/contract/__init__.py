"""What the contract says of bodies, records, answers and problems. Written by `make contract`, but for `checked`."""
