"""What `flet run` and `flet build` start; hands over to the app."""

from app.__main__ import main

if __name__ == "__main__":
    main()
