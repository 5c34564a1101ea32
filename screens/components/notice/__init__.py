from screens.components.notice.control import LOOK, Tone, notice, tag

__all__ = ["LOOK", "Tone", "notice", "tag"]
