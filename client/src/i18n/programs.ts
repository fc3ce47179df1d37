import { addTexts } from "./add-texts.js";
import texts from "./en/programs.json" with { type: "json" };

addTexts("programs", texts);
