from screens.components.camera.control import CameraView

__all__ = ["CameraView"]
