import { Link } from "./b";

export const Page = () => (
  <a href="?x&y=1">
    <Link />
  </a>
);
