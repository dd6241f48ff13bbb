"""The names of the levels, in their order."""

from engines.marking import N_

TITLES = {
    "1-1": N_("A Walk in the Wood"),
    "1-2": N_("Ripe Fruit"),
    "1-3": N_("Leaf Cover"),
    "1-4": N_("Do Not Stop"),
    "1-5": N_("The Archers"),
    "1-6": N_("The Ferryman"),
    "1-7": N_("Up the Hollow Tree"),
    "1-8": N_("A Shy Door"),
    "1-boss": N_("The Gourd King"),
    "2-1": N_("Against the Belt"),
    "2-2": N_("Off and On"),
    "2-3": N_("The Saw Yard"),
    "2-4": N_("Under Pressure"),
    "2-5": N_("There and Back"),
    "2-6": N_("Shift Work"),
    "2-7": N_("The Clock Tower"),
    "2-8": N_("Before the Whistle"),
    "2-boss": N_("The Foreman"),
    "3-1": N_("Black Ice"),
    "3-2": N_("Updraft"),
    "3-3": N_("From Dew to Dew"),
    "3-4": N_("Springtime"),
    "3-5": N_("The Lighthouse"),
    "3-6": N_("Somebody Behind"),
    "3-7": N_("Thaw"),
    "3-8": N_("Thornstep"),
    "3-boss": N_("The Pale Moth"),
}
