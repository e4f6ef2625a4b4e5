def run(name):
    TABLE.get(name)()


def handle_the_command_number_1(): ...


def handle_the_command_number_2(): ...


def handle_the_command_number_3(): ...


def handle_the_command_number_4(): ...


def handle_the_command_number_5(): ...


def handle_the_command_number_6(): ...


def handle_the_command_number_7(): ...


def handle_the_command_number_8(): ...


def handle_the_command_number_9(): ...


def handle_the_command_number_10(): ...


def handle_the_command_number_11(): ...


def handle_the_command_number_12(): ...


TABLE = {
    "command_1": handle_the_command_number_1,
    "command_2": handle_the_command_number_2,
    "command_3": handle_the_command_number_3,
    "command_4": handle_the_command_number_4,
    "command_5": handle_the_command_number_5,
    "command_6": handle_the_command_number_6,
    "command_7": handle_the_command_number_7,
    "command_8": handle_the_command_number_8,
    "command_9": handle_the_command_number_9,
    "command_10": handle_the_command_number_10,
    "command_11": handle_the_command_number_11,
    "command_12": handle_the_command_number_12,
}
