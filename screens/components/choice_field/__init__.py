from screens.components.choice_field.control import Choice, ChoiceField, SeveralField

__all__ = ["Choice", "ChoiceField", "SeveralField"]
