from screens.components.stepper.control import stepper

__all__ = ["stepper"]
