from screens.components.secret_field.control import SecretField

__all__ = ["SecretField"]
