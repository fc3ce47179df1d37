import { addTexts } from "./add-texts.js";
import texts from "./en/mail.json" with { type: "json" };

addTexts("mail", texts);
