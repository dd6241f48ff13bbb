"""A program with a mouse, written without any function that is called 60 times a second."""

WIDTH, HEIGHT = 200, 100
color = (0, 0, 0)


def on_mouse_down(pos, button):
    global color
    if button == mouse.LEFT:
        color = (0, 255, 0) if pos[0] < 100 else (255, 0, 0)


def on_mouse_move(pos):
    global color
    if color == (0, 0, 0):
        color = (0, 0, 255)


def draw():
    screen.fill(color)
