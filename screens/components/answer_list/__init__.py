from screens.components.answer_list.control import Answer, answer_list

__all__ = ["Answer", "answer_list"]
