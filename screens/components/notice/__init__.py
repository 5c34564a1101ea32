from screens.components.notice.control import Tone, notice, tag

__all__ = ["Tone", "notice", "tag"]
