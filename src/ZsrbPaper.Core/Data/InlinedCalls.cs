using System.Linq.Expressions;
using System.Reflection;

namespace ZsrbPaper.Core.Data;

/// <summary>
/// Puts into a query that is to be compiled what the methods that it calls make of it: EF Core translates what is written in the query, not what a call would
/// add when it is made. So rules such as <see cref="Editions.Visibility"/> are written once for all queries.
/// </summary>
/// <param name="preview">What the methods are called with for a number that may be left out: by it they choose what they make.</param>
/// <remarks>
/// Inlined are static methods of this assembly that give a query. Each is called once, on nothing; then its parameters, found by their types, of which each may occur
/// but once, are replaced by what the query passes.
/// </remarks>
internal sealed class InlinedCalls(int? preview) : ExpressionVisitor
{
    public Expression<TDelegate> Inline<TDelegate>(Expression<TDelegate> query) => (Expression<TDelegate>)Visit(query);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType!.Assembly != typeof(InlinedCalls).Assembly || !typeof(IQueryable).IsAssignableFrom(node.Method.ReturnType))
        {
            return base.VisitMethodCall(node);
        }

        var parameters = node.Method.GetParameters();
        var made = (IQueryable)node.Method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, Array.ConvertAll(parameters, Stand), null)!;
        var passed = parameters.Zip(node.Arguments).ToDictionary(
            pair => Nullable.GetUnderlyingType(pair.First.ParameterType) ?? pair.First.ParameterType,
            pair => pair.Second is UnaryExpression { NodeType: ExpressionType.Convert } converted ? converted.Operand : pair.Second);
        return Visit(new Replaced(passed).Visit(made.Expression));
    }

    /// <summary>What a method is called with for a parameter.</summary>
    private object? Stand(ParameterInfo parameter) => parameter.ParameterType switch
    {
        { IsGenericType: true } type when typeof(IQueryable).IsAssignableFrom(type) => Array.CreateInstance(type.GenericTypeArguments[0], 0).AsQueryable(),
        var type when type == typeof(int?) => preview,
        { IsValueType: true } type => Activator.CreateInstance(type),
        _ => null,
    };

    private sealed class Replaced(Dictionary<Type, Expression> passed) : ExpressionVisitor
    {
        protected override Expression VisitConstant(ConstantExpression node) =>
            node.Value is IQueryable query ? passed[typeof(IQueryable<>).MakeGenericType(query.ElementType)] : node;

        // What a lambda in the method captures of its parameters is a field of an object that holds them.
        protected override Expression VisitMember(MemberExpression node) =>
            IsCaptured(node) && passed.TryGetValue(node.Type, out var argument) ? argument : base.VisitMember(node);

        private static bool IsCaptured(MemberExpression member) =>
            member.Member is FieldInfo && member.Expression is ConstantExpression or MemberExpression { Member: FieldInfo };
    }
}
