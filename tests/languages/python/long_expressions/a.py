class Session:
    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_): ...

    def receive(self): ...


class Client:
    def connect(self, path) -> Session: ...


def make_a_client_for_an_application_with_many_arguments(*args, **kwargs) -> Client: ...


def of_long_arguments(application, route, middleware, another_function_that_makes_a_thing):
    made = application(
        route("/a/path/that/is/long", another_function_that_makes_a_thing, middleware=[route, application]),
        middleware=[middleware(another_function_that_makes_a_thing), middleware(application, route, route)],
    )
    client = make_a_client_for_an_application_with_many_arguments(made)
    with client.connect("/") as session:
        session.receive()


def several(application, route, middleware, another_function_that_makes_a_thing):
    client = make_a_client_for_an_application_with_many_arguments(
        route("/a/path/that/is/long", another_function_that_makes_a_thing), middleware=middleware
    )
    other = make_a_client_for_an_application_with_many_arguments(
        application(another_function_that_makes_a_thing, route), route("/a", middleware), middleware=middleware
    )
    return client, other, client.connect(route("/a/path/that/is/long", another_function_that_makes_a_thing))


def use():
    one, two, session = several(1, 2, 3, 4)
    two.connect("/")
    session.receive()
