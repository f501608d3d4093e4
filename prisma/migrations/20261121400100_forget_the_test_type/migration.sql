-- Test events are ours; the type they fall back to was listed in catalogues as if a producer had published it.
DELETE FROM event_types WHERE name = 'posthorn.test' AND NOT registered;
