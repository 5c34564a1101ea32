"""What screens can ask for, one file a noun; `screens.ports` says what each promises."""
