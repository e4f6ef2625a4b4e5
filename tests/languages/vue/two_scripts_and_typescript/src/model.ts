export class Model {
  send(): void {}
}
