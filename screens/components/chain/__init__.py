from screens.components.chain.control import ChainStep, StepState, chain

__all__ = ["ChainStep", "StepState", "chain"]
