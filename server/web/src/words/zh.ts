// The Chinese strings that the app shows, from the message files that everything shares.

import access from "../../../../locales/zh-Hans/access.ftl?raw";
import app from "../../../../locales/zh-Hans/app.ftl?raw";
import consent from "../../../../locales/zh-Hans/consent.ftl?raw";
import errors from "../../../../locales/zh-Hans/errors.ftl?raw";
import help from "../../../../locales/zh-Hans/help.ftl?raw";
import kinds from "../../../../locales/zh-Hans/kinds.ftl?raw";
import page from "../../../../locales/zh-Hans/page.ftl?raw";
import reasons from "../../../../locales/zh-Hans/reasons.ftl?raw";
import sheet from "../../../../locales/zh-Hans/sheet.ftl?raw";
import statement from "../../../../locales/zh-Hans/statement.ftl?raw";
import states from "../../../../locales/zh-Hans/states.ftl?raw";
import transfer from "../../../../locales/zh-Hans/transfer.ftl?raw";
import units from "../../../../locales/zh-Hans/units.ftl?raw";

export default [
  access, app, consent, errors, help, kinds, page, reasons, sheet, statement, states, transfer, units,
];
