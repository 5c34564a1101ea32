"""The pictograms that this version of the app can show: each is `/pictograms/<name>.svg` among the assets.

The ministry may name others that a later version brings. Assets cannot be listed at run time: a build for
the web keeps them apart from the Python package.
"""

from __future__ import annotations

from typing import Final

NAMES: Final = frozenset(
    """
    adult_child ambulance ambulance_doctor arm_left arm_right bandage bank bed blood book brain briefcase
    briefcase_coin briefcase_no briefcase_search calendar calendar_renew camera car car_crash card
    card_damaged card_edit card_heart card_house card_lost card_renew card_stolen card_wheelchair chair
    chart_renew check child city clock clock_renew coins computer_speaking couple cross crutches
    crutches_coin doctor document document_briefcase document_coin document_family document_no
    document_stethoscope document_wheelchair document_yes door_no door_yes drip ear ear_both ear_left
    ear_right electric_wheelchair eye family folder_yes glasses graduation_cap graduation_cap_no guardian
    hands hands_coin handshake hearing_aid helper hospital house houses implant kidney leg_left leg_right
    letter letter_coin loudspeaker man map_pin me meal medicine microscope older_couple older_person
    older_person_yes one pencil person person_in_bed phone phone_face prosthesis public_building
    question_mark receipt receipt_coin renew ring_no road shirt shoe shower splint stethoscope
    stethoscope_renew sun thought three tools tooth two two_people walking weight wheelchair
    wheelchair_child wheelchair_coin wheelchair_symbol woman worker_hurt worker_ill wrench_no wrench_yes
    write
    """.split()  # noqa: SIM905 - a list would put each on a line of its own
)

YES: Final = "check"
NO: Final = "cross"
"""For the two answers of a YES_NO question, which the catalogue does not list."""
