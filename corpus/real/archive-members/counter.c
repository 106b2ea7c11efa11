int loaded_members;
