declare class Store {
  open(): void;
}
export = Store;
