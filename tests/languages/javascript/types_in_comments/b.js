export class Store { get() {} }
