from screens.components.voice_bar.control import VoiceBar

__all__ = ["VoiceBar"]
