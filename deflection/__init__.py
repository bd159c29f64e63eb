"""Finds the help-centre articles that answer a question, or says honestly that there is none.

Knows articles and questions and nothing of chat; `suggest.Suggester` is the one door.
"""
