// Several countries out of 250: what is chosen stands in sight, and typing finds the rest.
{
  const { jQuery } = window.django ?? {};
  if (jQuery?.fn.select2) document.querySelectorAll("select[data-held]").forEach((select) => {
    const help = document.getElementById(`${select.id}_helptext`);
    if (help) help.textContent = help.textContent.replace(select.dataset.held, "").trim();
    jQuery(select).select2({ theme: "admin-autocomplete", language: document.documentElement.lang, width: "100%" });
  });
}
