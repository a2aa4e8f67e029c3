namespace ZsrbPaper.Web;

/// <summary>
/// Names the desk's texts. The Chinese text itself is the key; another language is a file <c>Resources/DeskTexts.xx.resx</c>.
/// Views write <c>@T["保存"]</c>, page models take <c>IStringLocalizer&lt;DeskTexts&gt;</c>.
/// </summary>
public sealed class DeskTexts;
