"""The app's own voice."""

from services.speech.interface import Listener, Speaker, SpeakerState
from services.speech.memory import InMemorySpeaker
from services.speech.start import device_speaker

__all__ = ["InMemorySpeaker", "Listener", "Speaker", "SpeakerState", "device_speaker"]
