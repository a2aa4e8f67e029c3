namespace ZsrbPaper.Core;
internal static class Placeholder;
