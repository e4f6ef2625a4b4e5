class Request {
  header(name: string): string { return name; }
}
class Context<E> {
  req: Request = new Request();
  text(body: string): void {}
}
type Handler<E> = (c: Context<E>) => void;
type Middleware<E> = (c: Context<E>, next: () => void) => Promise<void>;
type Either<E> = Handler<E> | Middleware<E>;
interface Route<E> {
  (handler: Either<E>): void;
  (path: string, ...handlers: Either<E>[]): void;
}
class App<E> {
  get!: Route<E>;
}
function every(first: string, ...rest: Handler<string>[]) {}
const app = new App<string>();
app.get("/", (c) => c.text(c.req.header("accept")));
app.get((c) => c.text("all"));
every("a", (c) => c.text("b"), (c) => c.req.header("c"));
