#ifndef LIST_H
#define LIST_H
#ifdef __cplusplus
extern "C" {
#endif

struct list { struct list *next; const length; };
extern list_length(const struct list *);
extern struct list *list_new(void), *list_copy(struct list *);
typedef (*list_visitor)(struct list *, void *);
list_each(struct list *, list_visitor, void *);
static inline list_empty(struct list *l) { return l == 0; }

#ifdef __cplusplus
}
#endif
#endif
