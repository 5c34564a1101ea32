from screens.components.answer_list.control import AnswerLine, answer_list

__all__ = ["AnswerLine", "answer_list"]
