export default class Path { match() {} }
export class Step { go() {} }
