"""A program as somebody else writes it: a square that walks, by the keys that are held."""

TITLE = "Walker"
WIDTH, HEIGHT = 320, 180

hero = Rect((10, 100), (20, 20))
hops = []


def update():
    if keyboard.right:
        hero.x += 2
    if keyboard.left:
        hero.x -= 2


def on_key_down(key):
    if key == keys.SPACE:
        hops.append(hero.x)
        hero.y -= 10


def draw():
    screen.fill((0, 0, 95))
    screen.draw.filled_rect(hero, (255, 215, 0))
