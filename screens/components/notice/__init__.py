from screens.components.notice.control import LOOKS, Tone, notice, tag

__all__ = ["LOOKS", "Tone", "notice", "tag"]
