import { one } from "@lib/one";
import { one as again } from "exact";
import { own } from "~/own";
import { one as based } from "libs/one/src";
one(); again(); own(); based();
