"""The app's own voice."""

from services.speech.interface import Listener, Speaker, SpeakerState
from services.speech.start import device_speaker

__all__ = ["Listener", "Speaker", "SpeakerState", "device_speaker"]
