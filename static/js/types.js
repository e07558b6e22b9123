// The form of a resource shows at once the fields of the type that is chosen, in the order of that type.
const box = document.querySelector("[data-types]");
const choice = document.getElementById(box.dataset.typeChoice);
const wanted = JSON.parse(box.dataset.types);
const parts = new Map([...box.querySelectorAll("[data-detail]")].map((one) => [one.dataset.detail, one]));

const show = () => {
  const names = wanted[choice.value] ?? [];
  for (const [name, part] of parts) part.hidden = !names.includes(name);
  for (const name of names) box.append(parts.get(name));
  box.hidden = names.length === 0;
};

box.querySelector("[data-without-script]").remove();
choice.addEventListener("change", show);
show();
