from screens.components.chain.control import Step, StepState, chain

__all__ = ["Step", "StepState", "chain"]
