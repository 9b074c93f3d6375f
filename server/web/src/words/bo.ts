// The Tibetan strings that the app shows, from the message files that everything shares.

import access from "../../../../locales/bo/access.ftl?raw";
import app from "../../../../locales/bo/app.ftl?raw";
import consent from "../../../../locales/bo/consent.ftl?raw";
import errors from "../../../../locales/bo/errors.ftl?raw";
import help from "../../../../locales/bo/help.ftl?raw";
import kinds from "../../../../locales/bo/kinds.ftl?raw";
import page from "../../../../locales/bo/page.ftl?raw";
import reasons from "../../../../locales/bo/reasons.ftl?raw";
import sheet from "../../../../locales/bo/sheet.ftl?raw";
import statement from "../../../../locales/bo/statement.ftl?raw";
import states from "../../../../locales/bo/states.ftl?raw";
import transfer from "../../../../locales/bo/transfer.ftl?raw";
import units from "../../../../locales/bo/units.ftl?raw";

export default [
  access, app, consent, errors, help, kinds, page, reasons, sheet, statement, states, transfer, units,
];
