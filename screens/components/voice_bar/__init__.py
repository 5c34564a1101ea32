from screens.components.voice_bar.control import VoiceBar, bar

__all__ = ["VoiceBar", "bar"]
