"""A program with a sound, a timer, and a way to end itself."""

WIDTH, HEIGHT = 64, 32
rung = 0


def ring():
    global rung
    rung += 1
    sounds.bell.play()


clock.schedule_interval(ring, 0.1)


def on_key_down(key):
    if key == keys.Q:
        exit()


def draw():
    screen.fill((0, 0, 95) if rung % 2 else (95, 0, 0))
