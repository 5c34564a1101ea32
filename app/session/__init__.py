"""An open profile and what a person does with it: operations, one file a noun."""
