"""Images and sounds of the games, made from text: `make assets`.

What is read, below assets/arcade:

    palette.toml            the letters of all drawings, and their colors
    GAME/art/IMAGE.txt      a drawing: rows of letters, "." where there is nothing
    GAME/art/IMAGE@4.txt    the same by hand for tiles of 4 points (or @6), in place of what would
                            be reduced from the first
    GAME/sounds.toml        recipes of sounds: see recipe.py

What is made of it, for Pygame Zero, which takes a folder for a part of a name:

    GAME/images/at8/IMAGE.png    also at4 and at6, for tiles of so many points:
                                 `Actor("at8/hero")`, `images.at8.hero`,
                                 `screen.blit(f"at{points}/{sprite.image}", (x, y))`
    GAME/sounds/SOUND.wav        `sounds.SOUND.play()`

A drawing of several frames, with an empty line between two, makes IMAGE_0, IMAGE_1, … A line that
begins with "#" is a comment. All names are lower case letters, digits and "_", and begin with a
letter. An image of w x h points at 8 has ceil(w / 2) x ceil(h / 2) at 4, ceil(3 w / 4) x
ceil(3 h / 4) at 6.

The same text makes the same bytes on every machine.
"""
