// What every page needs beside htmx. Everything works without it.
"use strict";
